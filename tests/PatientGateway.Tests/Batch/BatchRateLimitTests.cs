using System.Net;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Batch;

/// <summary>A batch of more creates than the gateway's own rate limit allows at once.</summary>
public sealed class BatchRateLimitTests
{
    private const string Limit = "Resilience:Pipelines:patient-api:RateLimit";

    [Fact]
    public async Task Create_BeyondTheRateLimit_WaitsForPermits()
    {
        // The limiter uses real time, so it may ask for several waits.
        var period = TimeSpan.FromMilliseconds(10);
        await using var batches = new BatchGateway(
            ($"{Limit}:Burst", "2"),
            ($"{Limit}:Permits", "1"),
            ($"{Limit}:Period", period.ToString()),
            ("Batch:PermitWaitTimeout", "00:10:00"));
        batches.Api.On("POST /patients", HttpStatusCode.Created, Samples.Patient);

        using var response = await batches.Gateway.Time.PassWheneverWaitedForAsync(
            period, batches.CreateAsync("{},{},{},{},{},{},{}"));

        await BatchGateway.AssertStatusesAsync(response, 201, 201, 201, 201, 201, 201, 201);
        Assert.Equal(7, batches.Api.Received.Count);
    }

    [Fact]
    public async Task Create_WithoutPermitWait_MarksRejectedItemsAsNotSucceeded()
    {
        await using var batches = new BatchGateway(
            ($"{Limit}:Burst", "2"),
            ($"{Limit}:Permits", "1"),
            ($"{Limit}:Period", "01:00:00"),
            ($"{Limit}:Reserve", "0"),
            ("Batch:Concurrency", "1"),
            ("Batch:PermitWaitTimeout", "00:00:00"));
        batches.Api.On("POST /patients", HttpStatusCode.Created, Samples.Patient);

        using var response = await batches.CreateAsync("{},{},{}");

        var items = await BatchGateway.ItemsOf(response);
        Assert.Equal([201, 201, 503], BatchGateway.StatusesOf(items));
        var problem = items[2].GetProperty("problem");
        Assert.Equal(
            (true, false),
            (problem.GetProperty("canRetry").GetBoolean(), problem.GetProperty("mayHaveSucceeded").GetBoolean()));
        Assert.Equal(2, batches.Api.Received.Count);
    }
}
