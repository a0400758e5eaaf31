package io.rocketjob.test.page;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application that the tests of docs/testing.md are about. */
@SpringBootApplication
public class PageApplication {

}
