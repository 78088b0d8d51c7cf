/** Load against a suite that runs as users run it, measured from outside. */
@NullMarked
package dev.quittance.bench;

import org.jspecify.annotations.NullMarked;
