/**
 * The health of this process as a server of Rocket Job. API are what is told and the name
 * of the contributor, {@code rocketjob}.
 */
@NullMarked
package io.rocketjob.health;

import org.jspecify.annotations.NullMarked;
