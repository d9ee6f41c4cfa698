namespace PatientGateway.Tests.Fixtures;

/// <summary>One read, one write, and an API that responds to neither.</summary>
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

    /// <summary>An API that does not respond until the call is cancelled.</summary>
    public static async Task<HttpResponseMessage> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("A hang has no end.");
    }
}
