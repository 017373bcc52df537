"""Files to facts and back: DPV releases, sources, policies, evidence."""
