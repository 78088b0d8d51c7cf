/** Accounts: keys sealed at rest, opened for one signature at a time. */
@NullMarked
package dev.quittance.signer.account;

import org.jspecify.annotations.NullMarked;
