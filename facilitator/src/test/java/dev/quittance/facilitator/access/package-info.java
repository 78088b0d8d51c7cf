/** What clients may ask for. */
@NullMarked
package dev.quittance.facilitator.access;

import org.jspecify.annotations.NullMarked;
