/** The chains and assets that Quittance knows; everything else is refused. */
@NullMarked
package dev.quittance.evm.registry;

import org.jspecify.annotations.NullMarked;
