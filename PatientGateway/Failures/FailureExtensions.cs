namespace PatientGateway.Failures;

/// <summary>The one place where exceptions of calls upstream become answers.</summary>
internal static class FailureExtensions
{
    /// <summary>Adds <see cref="FailureHandler"/> to the exception handlers of the service.</summary>
    public static IHostApplicationBuilder AddFailureMapping(this IHostApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<FailureHandler>();
        return builder;
    }
}
