package dev.quittance.signer.account;

/**
 * An account with its key as it lies in the database.
 *
 * @param keyVersion counts the keys that sealed it, from 1; part of what the seal binds
 */
public record SealedAccount(Account account, int keyVersion, SealedKey sealedKey) {}
