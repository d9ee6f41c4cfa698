using System.Net;
using PatientApi.Contracts;

namespace PatientGateway.Tests.Batch;

/// <summary>
/// The gateway reads patients that are too large or too deeply nested for a batch response one by one.
/// </summary>
public sealed class BatchSizeTests
{
    [Fact]
    public async Task Get_PatientThatDidNotFit_IsReadAlone()
    {
        await using var batches = new BatchGateway();
        var whole = BatchGateway.Batch(1, 3).Replace(
            $$"""{"id":"{{BatchGateway.Id(3)}}","status":200,"etag":"\"3-s\"","value":"""
                + $$"""{{BatchGateway.Patient(3)}}}""",
            $$$"""{"id":"{{{BatchGateway.Id(3)}}}","status":413,"problem":{"status":413}}""",
            StringComparison.Ordinal);
        batches.Api.On(BatchGateway.Many(1, 3), HttpStatusCode.OK, whole);
        batches.Api.On(BatchGateway.One(3), HttpStatusCode.OK, BatchGateway.Patient(3));

        using var response = await batches.GetAsync(1, 3);

        var items = await BatchGateway.ItemsOf(response);
        Assert.Equal([200, 200], BatchGateway.StatusesOf(items));
        Assert.Equal(BatchGateway.Id(3).ToString(), items[1].GetProperty("value").GetProperty("id").GetString());
        Assert.Equal(2, batches.Api.Received.Count);
    }

    [Fact]
    public async Task Get_DetailsOfTheMaximumDepth_AreInTheResponse()
    {
        await using var batches = new BatchGateway();
        var nested = new string('[', PatientLimits.MaxResponseDepth - 1) + new string(
            ']', PatientLimits.MaxResponseDepth - 1);
        batches.Api.On(
            BatchGateway.Many(1),
            HttpStatusCode.OK,
            BatchGateway.Batch(1).Replace("\"note\":\"ok\"", $"\"note\":{nested}", StringComparison.Ordinal));

        using var response = await batches.GetAsync(1);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(
            nested,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Single(batches.Api.Received);
    }
}
