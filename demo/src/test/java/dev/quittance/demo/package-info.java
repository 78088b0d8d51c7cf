/** Tests of the demo's own parts. */
@NullMarked
package dev.quittance.demo;

import org.jspecify.annotations.NullMarked;
