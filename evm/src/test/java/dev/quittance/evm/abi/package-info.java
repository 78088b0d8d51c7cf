/** Contract bindings, checked against the bytes of a reference implementation. */
@NullMarked
package dev.quittance.evm.abi;

import org.jspecify.annotations.NullMarked;
