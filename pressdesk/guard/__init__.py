"""What must not be sent: identities in an employee's text, and attempts to trace her in a reply."""
