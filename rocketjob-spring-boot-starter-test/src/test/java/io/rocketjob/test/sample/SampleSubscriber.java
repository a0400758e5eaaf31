package io.rocketjob.test.sample;

import io.rocketjob.Subscriber;

import org.springframework.stereotype.Component;

@Component
@Subscriber("sample")
public class SampleSubscriber {

	public void refresh() {
	}

}
