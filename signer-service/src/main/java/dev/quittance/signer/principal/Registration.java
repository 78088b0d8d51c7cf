package dev.quittance.signer.principal;

/** A key and whose it is. */
public record Registration(Caller caller, PrincipalKey key) {}
