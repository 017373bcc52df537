"""The whole graph, built from files, validated, immutable, named by the hash of its inputs."""
