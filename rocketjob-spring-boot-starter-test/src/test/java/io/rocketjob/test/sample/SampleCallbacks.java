package io.rocketjob.test.sample;

import io.rocketjob.JobCallbacks;

import org.springframework.stereotype.Component;

@Component
public class SampleCallbacks implements JobCallbacks<Object> {

}
