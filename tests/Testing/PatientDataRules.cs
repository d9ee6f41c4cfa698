using System.Reflection;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;

namespace Testing;

/// <summary>How the types of an assembly keep data of patients out of logs.</summary>
internal static class PatientDataRules
{
    private static readonly HashSet<string> Personal = new(StringComparer.OrdinalIgnoreCase)
    {
        "ExternalId", "FirstName", "LastName", "DisplayName", "Email", "Phone", "BirthDate", "Details", "Search",
        "Address", "PatientId",
    };

    /// <summary>Records with a personal value whose text shows it.</summary>
    public static IEnumerable<string> RevealingRecords(Assembly assembly) => assembly.GetTypes()
        .Where(type => type.GetMethod("<Clone>$") is not null && !type.IsAssignableTo(typeof(PatientData)))
        .Where(type => type.GetProperties().Any(property => Personal.Contains(property.Name)))
        .Select(type => type.FullName!);

    /// <summary>Parameters of log messages that are a personal value, or hold one.</summary>
    public static IEnumerable<string> LoggedPatientData(Assembly assembly) =>
        from method in LogMethods(assembly)
        from parameter in method.GetParameters()
        where Personal.Contains(parameter.Name!) || parameter.ParameterType.IsAssignableTo(typeof(PatientData))
        select $"{method.DeclaringType!.FullName}.{method.Name}({parameter.Name})";

    /// <summary>The methods that write a log message.</summary>
    public static IEnumerable<MethodInfo> LogMethods(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => type.GetMethods(
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
            | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null);
}
