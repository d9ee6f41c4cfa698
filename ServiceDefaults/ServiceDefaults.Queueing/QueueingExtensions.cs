using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Queueing.Internal;
using ServiceDefaults.Redis;
using ServiceDefaults.Settings;
using ServiceDefaults.Switches;

namespace ServiceDefaults.Queueing;

/// <summary>
/// Adds queues for work that cannot be done now and must not be lost. Implements the guide's worker resilience.
/// </summary>
public static class QueueingExtensions
{
    /// <summary>
    /// Adds a queue in Redis. Inject it with <c>[FromKeyedServices(name)] IQueueClient</c>. Its settings are in
    /// <c>Queues:{name}</c>. All processes that add a queue of the same name share it. A host without a connection
    /// string <c>redis</c> starts, but cannot queue commands.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; call <c>AddServiceDefaults</c> first.</param>
    /// <param name="name">The name of the queue: lower case, with hyphens.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddReliableQueue<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        builder.AddRedis();
        var services = builder.Services;
        services.RequireSharedSecrets();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<QueueInstruments>();
        services.AddKnownSection(ReliableQueueOptions.Section);
        services.AddValidatedOptions<ReliableQueueOptions>($"{ReliableQueueOptions.Section}:{name}", name);
        services.AddKeyedSingleton(
            name, (provider, _) => new QueueServer(name, provider.GetRequiredService<IRedisClient>()));
        services.AddKeyedSingleton(
            name, (provider, _) => ActivatorUtilities.CreateInstance<QueuePayloads>(provider, name));
        services.AddKeyedSingleton<IQueueClient>(name, (provider, _) => provider.Create<QueueClient>(name));
        services.AddKeyedSingleton<IQueueConsumer>(name, (provider, _) => provider.Create<QueueConsumer>(name));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStatusSection, QueueStatusSection>());
        services.AddSingleton<IResilienceSwitch>(
            provider => new RedriveDeadLetters(name, provider.GetRequiredKeyedService<IQueueClient>(name)));
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<QueueMaintenanceService>(
            provider, name, provider.OptionsOf(name), provider.GetRequiredKeyedService<IQueueClient>(name)));
        return builder;
    }

    /// <summary>
    /// Adds a worker that delivers the commands of a queue in this process, for the lifetime of the host.
    /// </summary>
    /// <typeparam name="THandler">Type of the handler, which is registered as a singleton.</typeparam>
    /// <param name="builder">The host builder; add the queue first.</param>
    /// <param name="name">The name of the queue.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddQueueWorker<THandler>(this IHostApplicationBuilder builder, string name)
        where THandler : class, IQueueHandler
    {
        builder.Services.TryAddSingleton<THandler>();
        builder.Services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<QueueWorker>(
            provider,
            name,
            provider.OptionsOf(name),
            provider.GetRequiredKeyedService<IQueueConsumer>(name),
            provider.GetRequiredService<THandler>()));
        return builder;
    }

    private static T Create<T>(this IServiceProvider provider, string name) => ActivatorUtilities.CreateInstance<T>(
        provider,
        name,
        provider.OptionsOf(name),
        provider.GetRequiredKeyedService<QueueServer>(name),
        provider.GetRequiredKeyedService<QueuePayloads>(name));

    private static ReliableQueueOptions OptionsOf(this IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<ReliableQueueOptions>>().Get(name);
}
