/** What the policy decides by, read from the database: grants, accounts, stops and what was spent. */
@NullMarked
package dev.quittance.signer.custody;

import org.jspecify.annotations.NullMarked;
