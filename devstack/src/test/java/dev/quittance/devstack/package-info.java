/** Tests of the parts and of the contracts on the chain. */
@NullMarked
package dev.quittance.devstack;

import org.jspecify.annotations.NullMarked;
