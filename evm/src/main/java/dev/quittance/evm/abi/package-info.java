/** Contract bindings: calls, results, events and revert reasons of the contracts that Quittance speaks to. */
@NullMarked
package dev.quittance.evm.abi;

import org.jspecify.annotations.NullMarked;
