/**
 * What plugins are written against: what a plugin may contribute to job classes. Public
 * API for users' own plugins; those that come with Rocket Job, each in a package of its
 * own below this one, use nothing else.
 */
@NullMarked
package io.rocketjob.plugin;

import org.jspecify.annotations.NullMarked;
