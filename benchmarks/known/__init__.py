"""Published problems whose optimum is known: how to read their files, and which pieces ask them."""
