@NullMarked
package dev.quittance.image;

import org.jspecify.annotations.NullMarked;
