using System.Text.Json;

namespace PatientGateway.Tests.Fixtures;

/// <summary>One read, one write, and what is true of every failure they end in.</summary>
internal static class Calls
{
    private static readonly Uri Patients = new(Gateway.Patients, UriKind.Relative);

    public static async Task<HttpResponseMessage> ReadAsync(this Gateway gateway)
    {
        using var caller = gateway.CreateClient();
        return await caller.GetAsync(Patients, TestContext.Current.CancellationToken);
    }

    public static async Task<HttpResponseMessage> WriteAsync(this Gateway gateway)
    {
        using var caller = gateway.CreateClient();
        return await caller.PostAsync(Patients, Samples.Json(), TestContext.Current.CancellationToken);
    }

    /// <summary>An API that gives no answer until the call is cancelled.</summary>
    public static async Task<HttpResponseMessage> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("A hang has no end.");
    }

    /// <summary>Problem details in our words: the status, the trace, and nothing the API or an exception said.</summary>
    public static async Task AssertProblemAsync(HttpResponseMessage response, int status, string? hidden = null)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.RootElement.GetProperty("traceId").GetString()!);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain(hidden ?? "   at ", text, StringComparison.Ordinal);
    }
}
