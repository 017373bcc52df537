"""The web service: SPARQL 1.1 Protocol, health, and whatever routers the application factory is given."""
