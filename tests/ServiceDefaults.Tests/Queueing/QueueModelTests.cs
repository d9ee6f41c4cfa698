using CsCheck;
using ServiceDefaults.Queueing;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>Random enqueues, claims, completions, failures and redrives, against a small model.</summary>
public sealed class QueueModelTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const int Keys = 6;

    private static readonly string[][] GroupKeySets = [["a"], ["b"], ["c"], ["a", "b"], ["b", "c"], ["c", "a"]];

    private enum Step
    {
        Enqueue,
        Claim,
        Succeed,
        PutBack,
        Die,
        Redrive,
    }

    [Fact]
    public async Task Steps_InAnyOrder_AgreeWithTheModel() =>
        await Gen.Select(
            Gen.Enum<Step>(),
            Gen.Int[0, Keys - 1],
            Gen.Int[0, GroupKeySets.Length - 1]).Array[1, 40].SampleAsync(RunAsync, iter: 60, threads: 2);

    private async Task RunAsync((Step Step, int Key, int GroupKeySet)[] steps)
    {
        await using var host = await QueueHost.StartAsync(
            server.ConnectionString, settings: ("SweepInterval", "01:00:00"));
        var model = new QueueModel();
        var leases = new Dictionary<string, QueueLease>(StringComparer.Ordinal);
        foreach (var (step, number, groupKeySet) in steps)
        {
            var key = $"{number}";
            switch (step)
            {
                case Step.Enqueue:
                    Assert.Equal(
                        model.Enqueue(key, GroupKeySets[groupKeySet]),
                        await host.OutcomeAsync(key, GroupKeySets[groupKeySet]));
                    break;
                case Step.Claim:
                    var lease = await host.ClaimAsync();
                    Assert.True(model.Claim(QueueHost.KeyOf(lease)));
                    if (lease is not null)
                    {
                        leases[QueueHost.KeyOf(lease)!] = lease;
                    }

                    break;
                case Step.Redrive:
                    Assert.Equal(model.Redrive(key), await host.Queue.RedriveAsync(
                        host.Queue.IdOf(QueueHost.Owner, key), TestContext.Current.CancellationToken));
                    break;
                default:
                    if (leases.Remove(key, out var held))
                    {
                        var (delivery, state) = Ends(step);
                        Assert.Equal(state, await host.SettleAsync(held, delivery));
                        model.Settle(key, state);
                    }

                    break;
            }

            await AssertSameAsync(model, host);
        }
    }

    private static (Delivery Delivery, CommandState State) Ends(Step step) => step switch
    {
        Step.Succeed => (Delivery.Succeed(), CommandState.Succeeded),
        Step.PutBack => (Delivery.Defer("test", TimeSpan.Zero), CommandState.Queued),
        _ => (Delivery.DeadLetter("test"), CommandState.Dead),
    };

    private static async Task AssertSameAsync(QueueModel model, QueueHost host)
    {
        var depth = await host.Queue.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            (model.Count(CommandState.Queued), model.Count(
                CommandState.Delivering), model.Count(CommandState.Dead), model.Count(CommandState.Succeeded)),
            (depth.Queued, depth.Delivering, depth.Dead, depth.Finished));
        foreach (var groupKey in new[] { "a", "b", "c" })
        {
            Assert.Equal(model.IsPending(groupKey), await host.IsPendingAsync(groupKey));
        }
    }
}
