using System.Collections.Concurrent;
using AppHost.Tests.Fixtures;
using Aspire.Hosting.Testing;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests.Draining;

/// <summary>
/// Two replicas of the API behind Aspire's proxy, which does not follow readiness. One is stopped under load, and then
/// the whole system, which leaves nothing.
/// </summary>
public sealed class ReplicaDrainTests(ITestOutputHelper output)
{
    private const int Workers = 8;
    private const int Requests = 300;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private static readonly Uri Alive = new("/alive", UriKind.Relative);

    private readonly ConcurrentQueue<string> _failures = [];
    private int _answers;

    [Fact]
    public async Task Stop_OfOneOfTwoReplicasAndThenOfAll_FailsNoRequestAndLeavesNoProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds processes by /proc.");
        await using var application = await SystemFixture.StartAsync(["--PatientApi:Replicas=2"]);
        using var client = new HttpClient { BaseAddress = application.GetEndpoint(ResourceNames.PatientApi, "http") };
        using var ended = new CancellationTokenSource();
        var load = Enumerable.Range(0, Workers)
            .Select(worker => LoadAsync(client, hasOwnConnection: worker % 2 == 0, ended.Token)).ToList();
        var replicas = await application.BothReplicasAsync(
            ResourceNames.PatientApi, TestContext.Current.CancellationToken);
        var processes = ResourceProcesses.OfInstance(application, replicas[0])!;
        List<int> others =
        [
            .. ResourceProcesses.OfInstance(application, replicas[1])!,
            .. await ResourceProcesses.OfAsync(
                application, ResourceNames.PatientGateway, TestContext.Current.CancellationToken),
        ];
        await AnswerAsync();

        await application.StopReplicaAsync(replicas[0], TestContext.Current.CancellationToken);
        await ResourceProcesses.WaitForEndAsync(processes, StopTimeout, TestContext.Current.CancellationToken);
        await AnswerAsync();
        await ended.CancelAsync();
        await Task.WhenAll(load);

        output.WriteLine($"{_answers} requests, {_failures.Count} failed.");
        Assert.Empty(_failures);
        await application.StopAsync(TestContext.Current.CancellationToken);
        await ResourceProcesses.WaitForEndAsync(others, StopTimeout, TestContext.Current.CancellationToken);
    }

    private Task AnswerAsync()
    {
        var enough = Volatile.Read(ref _answers) + Requests;
        return Eventually.IsTrueAsync(() => Volatile.Read(ref _answers) >= enough);
    }

    private async Task LoadAsync(HttpClient client, bool hasOwnConnection, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Alive);
            request.Headers.ConnectionClose = hasOwnConnection;
            try
            {
                using var response = await client.SendAsync(request, CancellationToken.None);
                if (!response.IsSuccessStatusCode)
                {
                    _failures.Enqueue($"{(int)response.StatusCode}");
                }
            }
            catch (HttpRequestException exception)
            {
                _failures.Enqueue($"{exception.HttpRequestError}");
            }

            Interlocked.Increment(ref _answers);
        }
    }
}
