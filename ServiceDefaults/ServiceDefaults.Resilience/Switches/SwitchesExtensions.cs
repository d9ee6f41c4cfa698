using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Switches.Internal;

namespace ServiceDefaults.Switches;

/// <summary>Adds the switches by which operators change a running process.</summary>
public static class SwitchesExtensions
{
    /// <summary>Adds <see cref="ISwitchboard"/> with the switches for circuits and faults.</summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; it also needs <c>AddDependencyStates</c> and <c>AddChaos</c>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddSwitches<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton<ISwitchboard, Switchboard>();
        builder.Services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IResilienceSwitch, IsolateCircuit>(),
            ServiceDescriptor.Singleton<IResilienceSwitch, CloseCircuit>(),
            ServiceDescriptor.Singleton<IResilienceSwitch, InjectFaults>(),
            ServiceDescriptor.Singleton<IResilienceSwitch, StopFaults>(),
        ]);
        return builder;
    }
}
