/**
 * An in-process server that speaks the MongoDB wire protocol, for development and tests
 * only. Public types of this package are API.
 */
@NullMarked
package io.rocketjob.embedded;

import org.jspecify.annotations.NullMarked;
