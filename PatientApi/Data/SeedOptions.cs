using System.ComponentModel.DataAnnotations;

namespace PatientApi.Data;

/// <summary>Settings of the synthetic patients in an empty database.</summary>
internal sealed class SeedOptions
{
    public const string Section = "Seed";
    public const int DevelopmentPatients = 100;
    public const int MaxPatients = 10_000;

    /// <summary>Number of patients. Default: 100 in Development, none elsewhere.</summary>
    [Range(0, MaxPatients)]
    public int? Patients { get; set; }
}
