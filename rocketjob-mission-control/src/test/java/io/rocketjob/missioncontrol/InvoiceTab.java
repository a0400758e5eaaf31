package io.rocketjob.missioncontrol;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.Operator;

/** The example of docs/mission-control.md. */
class InvoiceTab implements JobPageTab {

	@Override
	public String key() {
		return "invoice";
	}

	@Override
	public String title() {
		return "Invoice";
	}

	@Override
	public boolean appliesTo(JobDescriptor job) {
		return job.jobClass().equals("ReportJob");
	}

	@Override
	public TabContent content(JobDescriptor job, Operator operator) {
		return new TabContent().section("Amounts")
			.text("of " + operator.name())
			.fact("Total", new BigDecimal("17.50"))
			.fact("Paid", null)
			.fact("Due", Instant.parse("2027-01-31T08:00:00Z"))
			.table(List.of("Line", "Price"), List.of(List.of("ink", 7), List.of("paper", 10.5)))
			.link("The order", "/orders/7?a=b")
			.link("The order in the shop", "https://shop.example/orders/7");
	}

}
