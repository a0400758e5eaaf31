/**
 * The application that the worker processes of the tests run.
 */
package io.rocketjob.integration.app;
