/** Tests of the envelope and its strictness. */
@NullMarked
package dev.quittance.events;

import org.jspecify.annotations.NullMarked;
