using System.Net;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Http;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Retries;

/// <summary>The hook by which the owner of a dependency decides which of its exceptions are retried.</summary>
public sealed class OwnTransientFaultsTests
{
    [Theory]
    [InlineData(typeof(InvalidDataException), 3)]
    [InlineData(typeof(TimeoutException), 1)]
    [InlineData(typeof(IOException), 1)]
    [InlineData(typeof(System.Net.Sockets.SocketException), 3)]
    public async Task Execute_WithAHookThatReturnsTrueFalseOrNull_RetriesAccordingly(Type failure, int tries)
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(DependencyKind.Database, options =>
        {
            (options.Retry.MaxAttempts, options.Retry.BaseDelay) = (3, TimeSpan.Zero);
            options.Retry.IsTransient = exception => exception switch
            {
                InvalidDataException => true,
                TimeoutException => false,
                _ => null,
            };
        }));

        Assert.Equal(tries, await TriesAsync(host, failure));
    }

    /// <summary>The hook of one pipeline does not affect another.</summary>
    [Fact]
    public async Task Execute_OnAnotherPipeline_IgnoresTheHook()
    {
        using var host = new PipelineHost(builder => builder
            .AddAnyDependency(DependencyKind.Worker, options => options.Retry.IsTransient = _ => true, name: "other")
            .AddAnyDependency(DependencyKind.Database));

        Assert.Equal(1, await TriesAsync(host, typeof(InvalidDataException)));
    }

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("POST", 1)]
    public async Task Send_WithAHook_RetriesSafeRequestsOnly(string method, int tries)
    {
        var requests = 0;
        using var dependency = new ScriptedHandler((_, _) => ++requests < 2
            ? throw new InvalidDataException()
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)));
        using var host = new ClientHost(
            dependency, options => options.Retry.IsTransient = exception => exception is InvalidDataException);

        try
        {
            using var response = await host.SendAsync(new HttpMethod(method));
        }
        catch (InvalidDataException)
        {
            Assert.Equal(1, tries);
        }

        Assert.Equal(tries, requests);
    }

    private static async Task<int> TriesAsync(PipelineHost host, Type failure)
    {
        var tries = 0;
        await Assert.ThrowsAsync(failure, () => host.RunAsync(DependencyKind.Database, _ =>
        {
            tries++;
            throw (Exception)Activator.CreateInstance(failure)!;
        }));
        return tries;
    }
}
