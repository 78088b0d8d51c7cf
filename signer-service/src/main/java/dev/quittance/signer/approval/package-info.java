/** Approvals of single requests whose amount needs the agreement of others. */
@NullMarked
package dev.quittance.signer.approval;

import org.jspecify.annotations.NullMarked;
