"""Single sign-on: advisers log in with their council's account (OpenID Connect)."""
