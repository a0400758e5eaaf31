/**
 * Auto-configuration of the health contributor {@code rocketjob}, which is in
 * {@code io.rocketjob.health}. API are the properties.
 */
@NullMarked
package io.rocketjob.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
