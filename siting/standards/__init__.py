"""Service standards, one file a standard; `siting.scenario.standards` reads them."""
