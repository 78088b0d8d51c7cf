/** The built-in chains and assets. */
@NullMarked
package dev.quittance.evm.registry;

import org.jspecify.annotations.NullMarked;
