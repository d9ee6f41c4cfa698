using PatientGateway.Batch;
using PatientGateway.Documentation;
using PatientGateway.Import;
using PatientGateway.Patients;
using PatientGateway.Upstream;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPatientApi();
builder.AddPatients();
builder.AddPatientImport();
builder.AddPatientBatches();
builder.AddDocumentation();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapDocumentation();
app.MapPatients();
app.MapPatientBatches();
app.Run();
