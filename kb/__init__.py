"""The knowledge base: councils, sources, topics and answers. It knows no HTTP and no Rasa."""
