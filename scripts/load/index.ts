export { type LoadedOffice, loadOffices, type OfficeOptions } from './load-offices';
export { loadPeople, type PeopleOptions, type SignedIn } from './load-people';
export { loadVisits, type VisitOptions } from './load-visits';
export { nameOf, officeIdOf, personIdOf, type Role } from './ordinals';
