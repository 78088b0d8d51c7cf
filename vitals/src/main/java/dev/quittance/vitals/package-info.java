/** What a service tells of itself: why it did not start, and what it lacks while it runs. */
@NullMarked
package dev.quittance.vitals;

import org.jspecify.annotations.NullMarked;
