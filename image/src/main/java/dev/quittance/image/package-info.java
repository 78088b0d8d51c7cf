/** Makes jars smaller without changing what they do. */
@NullMarked
package dev.quittance.image;

import org.jspecify.annotations.NullMarked;
