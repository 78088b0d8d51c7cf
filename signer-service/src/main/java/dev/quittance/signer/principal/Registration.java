package dev.quittance.signer.principal;

/** A key and whose it is. */
record Registration(Caller caller, PrincipalKey key) {}
