"""The register of press inquiries: a public record from its first row."""
