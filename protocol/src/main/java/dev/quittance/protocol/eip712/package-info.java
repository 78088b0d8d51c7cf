/** EIP-712 typed data: domains and the structures that payers sign. */
@NullMarked
package dev.quittance.protocol.eip712;

import org.jspecify.annotations.NullMarked;
