/** What a principal may have signed: grants, stops and budgets, and the pure function that decides. */
@NullMarked
package dev.quittance.signer.policy;

import org.jspecify.annotations.NullMarked;
