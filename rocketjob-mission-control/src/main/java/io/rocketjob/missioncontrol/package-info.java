/**
 * The web console. Everything that it shows and does goes through
 * {@link io.rocketjob.operation.Operations}, in the name of who looks at it.
 */
@NullMarked
package io.rocketjob.missioncontrol;

import org.jspecify.annotations.NullMarked;
