using AppHost.LocalServers;
using AppHost.Tests.Fixtures;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests;

/// <summary>
/// Data that is kept without its password (lost user secrets, another value on the command line) cannot be opened: the
/// AppHost logs that and exits.
/// </summary>
public sealed class RefusedPasswordTests : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly string _volume = $"reference-app-test-{Guid.NewGuid():N}";
    private readonly TextWriter _standardError = Console.Error;
    private RuntimeCommand? _runtime;

    [Fact]
    public async Task Start_WithAnotherPasswordThanThatOfTheData_ExitsWithOneLineAndStartsWithTheFirst()
    {
        TraversableDirectory.LetOthersPass(_data.Path);
        await (await StartAsync("first")).DisposeAsync();

        var error = await StartUntilItEndsAsync("second");

        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
        Assert.StartsWith("error: The data in ", error, StringComparison.Ordinal);
        Assert.Contains(
            SystemFixture.UsesContainers ? $"volume rm {_volume}" : _data["postgres/data"],
            error,
            StringComparison.Ordinal);
        Assert.Contains("Parameters:postgres-password", error, StringComparison.Ordinal);
        Assert.DoesNotContain("second", error, StringComparison.Ordinal);
        Assert.Single(error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        await (await StartAsync("first")).DisposeAsync();
    }

    public ValueTask DisposeAsync()
    {
        Console.SetError(_standardError);
        if (SystemFixture.UsesContainers)
        {
            _runtime?.Run("volume", "rm", _volume);
        }

        _data.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<DistributedApplication> StartAsync(string password)
    {
        var application = await BuildAsync(password);
        using var timeout = Timeout();
        await application.StartAsync(timeout.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Postgres, timeout.Token);
        return application;
    }

    private async Task<string> StartUntilItEndsAsync(string password)
    {
        await using var printed = new StringWriter();
        Console.SetError(TextWriter.Synchronized(printed));
        await using var application = await BuildAsync(password);
        var ended = new TaskCompletionSource();
        application.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
            .Register(ended.SetResult);
        using var timeout = Timeout();
        var started = application.StartAsync(timeout.Token);
        await ended.Task.WaitAsync(timeout.Token);
        // It does not matter whether the start was complete by then.
        await started.ContinueWith(_ => { }, TaskScheduler.Default);
        Console.SetError(_standardError);
        return printed.ToString();
    }

    // Only Postgres is started, with this test's data.
    private async Task<DistributedApplication> BuildAsync(string password)
    {
        string[] options = [
            "--infrastructure",
            SystemFixture.Infrastructure,
            "--data",
            "persistent",
            "--data-folder",
            _data.Path,
            $"--Parameters:postgres-password={password}"
        ];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            options, TestContext.Current.CancellationToken);
        _runtime ??= new(ContainerRuntime.Command(builder.Configuration));
        foreach (var resource in builder.Resources.OfType<IResourceWithWaitSupport>()
            .Where(resource => resource.Name is not ResourceNames.Postgres))
        {
            resource.Annotations.Add(new ExplicitStartupAnnotation());
        }

        UseVolumeOfThisTest(builder);
        return await builder.BuildAsync(TestContext.Current.CancellationToken);
    }

    private void UseVolumeOfThisTest(IDistributedApplicationTestingBuilder builder)
    {
        // It is not started, but its volume would be created and stay.
        foreach (var redis in builder.Resources.OfType<RedisResource>())
        {
            redis.Annotations.OfType<ContainerMountAnnotation>().ToList()
                .ForEach(mount => redis.Annotations.Remove(mount));
        }

        foreach (var postgres in builder.Resources.OfType<PostgresServerResource>())
        {
            var kept = postgres.Annotations.OfType<ContainerMountAnnotation>()
                .Single(mount => mount.Type == ContainerMountType.Volume);
            postgres.Annotations.Remove(kept);
            postgres.Annotations.Add(new ContainerMountAnnotation(_volume, kept.Target, kept.Type, kept.IsReadOnly));
        }
    }

    private static CancellationTokenSource Timeout()
    {
        var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(SystemFixture.StartTimeout);
        return timeout;
    }
}
