using System.Collections.Concurrent;
using System.Net;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Tests.Http;

/// <summary>A dependency that responds by a script, and records the headers of each request.</summary>
internal sealed class ScriptedHandler(Func<int, CancellationToken, Task<HttpResponseMessage>> respond)
    : HttpMessageHandler
{
    private readonly ConcurrentQueue<Sent> _sent = new();
    private readonly SemaphoreSlim _calls = new(0);

    public IReadOnlyList<Sent> Requests => [.. _sent];

    public int Calls => _sent.Count;

    /// <summary>Returns these responses, and the last of them from then on.</summary>
    public static ScriptedHandler Answering(params HttpStatusCode[] statuses) =>
        new((call, _) => Task.FromResult(new HttpResponseMessage(statuses[Math.Min(call, statuses.Length) - 1])));

    public static ScriptedHandler Hanging() => new(async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("No response is scripted.");
    });

    /// <summary>Waits until it is called. Each call is observed once.</summary>
    public Task SeeCallAsync() => _calls.WaitAsync(TestContext.Current.CancellationToken);

    protected override void Dispose(bool disposing)
    {
        _calls.Dispose();
        base.Dispose(disposing);
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _sent.Enqueue(new(
            request.RequestUri!, Header(request, DeadlineHeaders.Attempt), Header(request, DeadlineHeaders.Deadline)));
        _calls.Release();
        var response = await respond(_sent.Count, cancellationToken);
        response.RequestMessage = request;
        return response;
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    internal sealed record Sent(Uri Address, string? Attempt, string? Deadline);
}
