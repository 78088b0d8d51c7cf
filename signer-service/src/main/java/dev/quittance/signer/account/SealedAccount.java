package dev.quittance.signer.account;

/**
 * An account with its key as it lies in the database.
 *
 * @param sealedAs the account's name when the key was made; part of what the seal binds
 * @param keyVersion counts the sealing keys, from 1; part of what the seal binds
 */
public record SealedAccount(Account account, String sealedAs, int keyVersion, SealedKey sealedKey) {}
