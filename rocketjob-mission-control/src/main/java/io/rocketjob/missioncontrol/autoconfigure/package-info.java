/**
 * Puts the web console into an application.
 */
@NullMarked
package io.rocketjob.missioncontrol.autoconfigure;

import org.jspecify.annotations.NullMarked;
