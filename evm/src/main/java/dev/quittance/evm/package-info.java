/** Values shared by the packages below. */
@NullMarked
package dev.quittance.evm;

import org.jspecify.annotations.NullMarked;
